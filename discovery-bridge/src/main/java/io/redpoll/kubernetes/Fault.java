package io.redpoll.kubernetes;

import java.util.Locale;

/**
 * Why something that came from the API was skipped.
 *
 * @param reason what it is counted under
 * @param message what is wrong, what was expected; fit for a log
 */
record Fault(Reason reason, String message) {

  /** Kinds of fault, few enough to be counted one by one. */
  enum Reason {
    /** No usable name, namespace or version. */
    METADATA,
    /** Neither IPv4, IPv6 nor FQDN. */
    ADDRESS_TYPE,
    /** The label that names the Service does not name one. */
    SERVICE_NAME,
    /** A field is of another type than the API's. */
    SHAPE,
    /** A port is no port. */
    PORT,
    /** An endpoint's address is no IP address of its slice's family. */
    ADDRESS,
    /** An endpoint's pod has no name or no uid. */
    POD,
    /** One uid for two pods. */
    DUPLICATE,
    /** More than Kubernetes itself allows. */
    EXCESS,
    /** An event of a type or kind that is unknown. */
    EVENT;

    /** As in metrics: {@code address_type}. */
    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  Fault {
    message = Printable.of(message, 400);
  }
}
