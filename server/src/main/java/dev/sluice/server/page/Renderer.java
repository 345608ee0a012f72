package dev.sluice.server.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.util.Map;

/** Renders the templates, which the build has compiled to classes. Safe for many threads. */
public final class Renderer {
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(ContentType.Html);

    public Renderer() {
        engine.setBinaryStaticContent(true);
    }

    /**
     * Renders a template.
     *
     * @param name of the template's file below {@code src/main/jte}, e.g. {@code page/runs.jte}
     * @return the HTML in UTF-8
     */
    public byte[] render(String name, Frame frame, Object view) {
        Utf8ByteOutput out = new Utf8ByteOutput();
        engine.render(name, Map.of("frame", frame, "view", view), out);
        return out.toByteArray();
    }
}
