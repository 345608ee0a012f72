package dev.sluice.server.page;

import dev.sluice.server.text.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Writes every sample screen to a folder, to be looked at: {@code Gallery FOLDER}. */
final class Gallery {
    private Gallery() {}

    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Renderer renderer = new Renderer();
        StaticFiles files = new StaticFiles();
        Files.createDirectories(folder.resolve("static"));
        for (String name :
                new String[] {"app.css", "htmx.js", "live.js", "log.js", "keys.js", "view.js", "icon-idle.svg"}) {
            try (var in = StaticFiles.class.getResourceAsStream("/dev/sluice/server/static/" + name)) {
                Files.write(folder.resolve(files.address(name).substring(1)), in.readAllBytes());
            }
        }
        for (Language language : Language.values()) {
            for (Theme theme : new Theme[] {Theme.LIGHT, Theme.DARK}) {
                for (Map.Entry<String, Samples.Screen> entry :
                        new Samples(language).all(theme).entrySet()) {
                    Samples.Screen screen = entry.getValue();
                    String name = entry.getKey() + "." + language.code() + "." + theme.code() + ".html";
                    Files.write(
                            folder.resolve(name), renderer.render(screen.template(), screen.frame(), screen.view()));
                }
            }
        }
    }
}
