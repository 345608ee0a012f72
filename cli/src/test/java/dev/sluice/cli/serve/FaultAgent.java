package dev.sluice.cli.serve;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.Map;
import java.util.Set;

/**
 * A Java agent for a server under test: puts a {@link FaultPoint} before and after every call by which Sluice makes
 * something last: a commit of the database, a change of a file or folder, the start and the end of a process. The
 * places are found in the compiled classes, so a new durable step is tested without a word about it in its code.
 */
public final class FaultAgent {
    private static final ClassDesc FAULT_POINT = ClassDesc.of("dev.sluice.cli.serve.FaultPoint");
    private static final MethodTypeDesc REACH = MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String);

    /** Methods that change what outlives the process, by the class that declares them. */
    private static final Map<String, Set<String>> DURABLE = Map.of(
            "java/nio/file/Files",
            Set.of(
                    "move",
                    "write",
                    "writeString",
                    "createFile",
                    "createDirectory",
                    "createDirectories",
                    "createLink",
                    "createSymbolicLink",
                    "delete",
                    "deleteIfExists",
                    "copy",
                    "newOutputStream",
                    "newByteChannel"),
            "java/nio/channels/FileChannel",
            Set.of("write", "truncate", "force"),
            "java/lang/ProcessBuilder",
            Set.of("start"),
            "java/lang/Process",
            Set.of("destroy", "destroyForcibly"),
            "java/lang/ProcessHandle",
            Set.of("destroy", "destroyForcibly"));

    private FaultAgent() {}

    /** Called by the Java machine before {@code main}. */
    public static void premain(String arguments, Instrumentation instrumentation) {
        instrumentation.addTransformer(new ClassFileTransformer() {
            @Override
            public byte[] transform(
                    ClassLoader loader, String name, Class<?> redefined, ProtectionDomain domain, byte[] bytes) {
                return name.startsWith("dev/sluice/") && !name.startsWith("dev/sluice/cli/serve/Fault")
                        ? prepared(bytes)
                        : null;
            }
        });
    }

    private static byte[] prepared(byte[] bytes) {
        // Class files are read, not loaded: loading one within the loading of another defines it twice.
        ClassFile classFile = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(ClassLoader.getSystemClassLoader())));
        ClassModel model = classFile.parse(bytes);
        String owner = model.thisClass().asSymbol().displayName();
        return classFile.transformClass(model, (builder, element) -> {
            if (element instanceof MethodModel method) {
                String place = owner + "." + method.methodName().stringValue();
                builder.transformMethod(method, MethodTransform.transformingCode(new Steps(place)));
            } else {
                builder.with(element);
            }
        });
    }

    /** Goes through one method. */
    private static final class Steps implements CodeTransform {
        private final String place;
        private int line;
        private String lastText = "";

        Steps(String place) {
            this.place = place;
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            switch (element) {
                case LineNumber number -> line = number.line();
                case ConstantInstruction constant -> lastText = String.valueOf(constant.constantValue());
                default -> {
                    // Decides nothing.
                }
            }
            if (element instanceof InvokeInstruction call && isDurable(call)) {
                String step = place + ":" + line + " " + call.name().stringValue();
                reach(code, "before " + step);
                code.with(call);
                reach(code, "after " + step);
            } else {
                code.with(element);
            }
        }

        private boolean isDurable(InvokeInstruction call) {
            String owner = call.owner().asInternalName();
            String name = call.name().stringValue();
            boolean commit = owner.equals("java/sql/Statement") && name.equals("execute") && lastText.equals("commit");
            return commit || DURABLE.getOrDefault(owner, Set.of()).contains(name);
        }

        private static void reach(CodeBuilder code, String step) {
            code.loadConstant(step);
            code.invokestatic(FAULT_POINT, "reach", REACH);
        }
    }
}
