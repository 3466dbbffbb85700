package dev.bankengine.structure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.ArrayLoadInstruction;
import java.lang.classfile.instruction.ArrayStoreInstruction;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.ConvertInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.OperatorInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.lang.constant.ConstantDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A rule on what compiled code does, so that no way of writing it down gets past. */
enum BytecodeRule {

    /** Floating point can't hold a cent. */
    NO_FLOATING_POINT {
        @Override
        List<String> violations(ClassModel type) {
            var found = new ArrayList<String>();
            for (FieldModel field : type.fields()) {
                if (isFloating(field.fieldType().stringValue())) {
                    found.add("field " + field.fieldName().stringValue());
                }
            }
            for (MethodModel method : type.methods()) {
                if (isFloating(method.methodType().stringValue())
                        || instructions(method).anyMatch(BytecodeRule::floats)) {
                    found.add("method " + method.methodName().stringValue());
                }
            }
            return found;
        }
    },

    /** A statement that is written as a whole can't be changed by what a customer sends. */
    NO_SQL_FROM_PARTS {
        @Override
        List<String> violations(ClassModel type) {
            var found = new ArrayList<String>();
            for (MethodModel method : type.methods()) {
                if (joinsSql(instructions(method).toList())) {
                    found.add("method " + method.methodName().stringValue());
                }
            }
            return found;
        }
    };

    private static final Pattern SQL = Pattern.compile(
            "(?s).*\\b(SELECT\\s.*\\bFROM|INSERT\\s+INTO|UPDATE\\s.*\\bSET|DELETE\\s+FROM|TRUNCATE|ORDER\\s+BY|WHERE\\s)\\b.*");
    private static final Set<String> JOINING = Set.of(
            "formatted", "format", "concat", "append", "replace", "replaceAll", "replaceFirst", "join", "repeat");
    private static final Set<String> JOINERS = Set.of(
            "java/lang/String",
            "java/lang/StringBuilder",
            "java/lang/StringBuffer",
            "java/util/StringJoiner",
            "java/util/Formatter",
            "java/text/MessageFormat");

    /** What breaks the rule in one class, such as {@code method transfer}. */
    abstract List<String> violations(ClassModel type);

    /** What breaks the rule below a folder of classes, as {@code pack/age/Type: method name}. */
    List<String> violationsBelow(Path classes) {
        try (Stream<Path> files = Files.walk(classes)) {
            return files.filter(file -> file.toString().endsWith(".class"))
                    .sorted()
                    .flatMap(file -> {
                        ClassModel type = parse(file);
                        return violations(type).stream()
                                .map(what -> type.thisClass().asInternalName() + ": " + what);
                    })
                    .toList();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Stream<Instruction> instructions(MethodModel method) {
        return method.code().stream().flatMap(code -> {
            var instructions = new ArrayList<Instruction>();
            for (CodeElement element : code) {
                if (element instanceof Instruction instruction) {
                    instructions.add(instruction);
                }
            }
            return instructions.stream();
        });
    }

    private static boolean isFloating(String descriptor) {
        String primitives = descriptor.replaceAll("L[^;]*;", "");
        return primitives.contains("D")
                || primitives.contains("F")
                || descriptor.contains("Ljava/lang/Double;")
                || descriptor.contains("Ljava/lang/Float;");
    }

    private static boolean floats(Instruction instruction) {
        return switch (instruction) {
            case LoadInstruction load -> isFloating(load.typeKind());
            case StoreInstruction store -> isFloating(store.typeKind());
            case ArrayLoadInstruction load -> isFloating(load.typeKind());
            case ArrayStoreInstruction store -> isFloating(store.typeKind());
            case OperatorInstruction operator -> isFloating(operator.typeKind());
            case ConvertInstruction convert -> isFloating(convert.fromType()) || isFloating(convert.toType());
            case ConstantInstruction constant -> isFloating(constant.typeKind());
            case ReturnInstruction result -> isFloating(result.typeKind());
            case InvokeInstruction call -> isFloating(call.type().stringValue());
            default -> false;
        };
    }

    private static boolean isFloating(TypeKind kind) {
        return kind == TypeKind.DOUBLE || kind == TypeKind.FLOAT;
    }

    /**
     * Whether the method has a piece of SQL and a call that joins texts between it and the next use: the
     * pieces of a concatenation are in its recipe, those of the others are pushed right before them.
     */
    private static boolean joinsSql(List<Instruction> instructions) {
        boolean pushed = false;
        for (Instruction instruction : instructions) {
            switch (instruction) {
                case ConstantInstruction constant -> pushed |= isSql(constant.constantValue());
                case InvokeDynamicInstruction dynamic -> {
                    boolean joins = dynamic.name().equalsString("makeConcatWithConstants");
                    if (joins && (pushed || dynamic.bootstrapArgs().stream().anyMatch(BytecodeRule::isSql))) {
                        return true;
                    }
                }
                case InvokeInstruction call -> {
                    boolean joins = JOINERS.contains(call.owner().asInternalName())
                            && (JOINING.contains(call.name().stringValue())
                                    || call.name().equalsString("<init>"));
                    if (joins && pushed) {
                        return true;
                    }
                    // Whoever takes the text takes it as it is.
                    pushed &= call.owner().asInternalName().startsWith("java/lang/");
                }
                default -> {}
            }
        }
        return false;
    }

    private static boolean isSql(ConstantDesc constant) {
        return constant instanceof String text && SQL.matcher(text).matches();
    }
}
