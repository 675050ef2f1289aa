package io.keepwatch.local.template;

import java.nio.file.Path;

/** The template says something that cannot be run here. The message names file and line. */
public final class TemplateException extends RuntimeException {

    private static final long serialVersionUID = 1;

    TemplateException(Path file, int line, String message) {
        super("%s:%d: %s".formatted(file, line, message));
    }
}
