package dev.sluice.adapters.report;

import dev.sluice.app.report.ReportReader.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * The elements of an XML document of a stranger's, one after the other: no document type is read, no entity but XML's own
 * five exists, nothing is fetched, and depth and sizes are limited. Names are without their name space. Used by one thread.
 */
final class XmlEvents {
    private static final int DEPTH_MAX = 64;

    private final XMLStreamReader reader;
    private int depth;

    private XmlEvents(XMLStreamReader reader) {
        this.reader = reader;
    }

    /** What comes next. */
    enum Event {
        BEGIN,
        END,
        TEXT,
        OVER
    }

    static XmlEvents of(InputStream in) throws IOException, Unreadable {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_VALIDATING, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        // The JDK counts the document itself as such an entity. There are no others, and LimitedInput counts the bytes.
        factory.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
        factory.setProperty("jdk.xml.totalEntitySizeLimit", "0");
        factory.setXMLResolver((_, _, _, _) -> new ByteArrayInputStream(new byte[0]));
        try {
            return new XmlEvents(factory.createXMLStreamReader(LimitedInput.ofXml(in)));
        } catch (XMLStreamException e) {
            throw refused(e);
        }
    }

    /** Goes on to the next element's begin or end, or text; everything else is passed over. */
    Event next() throws IOException, Unreadable {
        while (true) {
            int event = advance();
            switch (event) {
                case XMLStreamConstants.START_ELEMENT -> {
                    if (++depth > DEPTH_MAX) {
                        throw new Unreadable("elements are nested deeper than " + DEPTH_MAX + ", the limit");
                    }
                    return Event.BEGIN;
                }
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    return Event.END;
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    return Event.TEXT;
                }
                case XMLStreamConstants.END_DOCUMENT -> {
                    return Event.OVER;
                }
                case XMLStreamConstants.ENTITY_REFERENCE ->
                    throw new Unreadable("line " + line() + ": entities of its own are not read");
                default -> {
                    // Comments, processing instructions, the name of a document type.
                }
            }
        }
    }

    private int advance() throws IOException, Unreadable {
        try {
            return reader.hasNext() ? reader.next() : XMLStreamConstants.END_DOCUMENT;
        } catch (XMLStreamException e) {
            throw refused(e);
        } catch (RuntimeException e) {
            // The JDK's parser lets some of its own out on broken documents.
            throw new Unreadable("line " + line() + ": it cannot be read as XML");
        }
    }

    private static Unreadable refused(XMLStreamException e) throws IOException {
        Throwable cause = e.getNestedException();
        if (cause instanceof LimitedInput.TooLong tooLong) {
            return new Unreadable(String.valueOf(tooLong.getMessage()));
        }
        if (cause instanceof IOException io && !(cause instanceof java.io.CharConversionException)) {
            throw io;
        }
        String message = String.valueOf(e.getMessage()).replaceFirst("(?s).*Message:\\s*", "");
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNumber();
        return new Unreadable(
                (line > 0 ? "line " + line + ": " : "") + "it is not well-formed XML: " + Texts.line(message, 200));
    }

    int line() {
        return reader.getLocation().getLineNumber();
    }

    /** How deep the present element is; the root is 1, also at its begin. */
    int depth() {
        return depth;
    }

    String name() {
        return reader.getLocalName();
    }

    /** An attribute, empty text where it is not there. */
    String attribute(String name) {
        for (int i = 0; i < reader.getAttributeCount(); i++) {
            if (reader.getAttributeLocalName(i).equals(name)) {
                return reader.getAttributeValue(i);
            }
        }
        return "";
    }

    /** An attribute that is a whole number from 0 on; 0 where it is none. */
    int number(String name) {
        return Texts.number(attribute(name));
    }

    /** The text at hand, one part of it. */
    CharSequence text() {
        return new String(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
    }

    /**
     * The text of the element that begins here, up to its end, with that of elements in it; beyond the limit it is read
     * and left out, and the sign {@code …} stands in its place.
     */
    String textOfElement(int lettersMax) throws IOException, Unreadable {
        StringBuilder text = new StringBuilder();
        int until = depth;
        while (true) {
            switch (next()) {
                case TEXT -> {
                    int room = lettersMax - text.length();
                    if (room > 0) {
                        CharSequence part = text();
                        text.append(part, 0, Math.min(room, part.length()));
                        text.append(part.length() > room ? "…" : "");
                    }
                }
                case END -> {
                    if (depth < until) {
                        return text.toString();
                    }
                }
                case BEGIN -> {
                    // Its text is taken with the rest.
                }
                case OVER -> throw new Unreadable("it ends in the middle");
            }
        }
    }
}
