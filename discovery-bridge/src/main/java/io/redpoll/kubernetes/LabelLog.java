package io.redpoll.kubernetes;

import io.redpoll.endpoint.EndpointUpdate;
import io.redpoll.endpoint.ServiceEndpoints;
import io.redpoll.endpoint.ServiceId;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says once which labels of a Service were ignored. It belongs to the context of its source. */
final class LabelLog implements EndpointUpdate.Target {

  private static final Logger LOG = System.getLogger(LabelLog.class.getName());

  private final Map<ServiceId, List<String>> said = new HashMap<>();

  @Override
  public void reset(List<ServiceEndpoints> services) {
    services.forEach(this::upsert);
  }

  @Override
  public void upsert(ServiceEndpoints service) {
    List<String> before = said.getOrDefault(service.service(), List.of());
    service.problems().stream()
        .filter(problem -> !before.contains(problem))
        .forEach(
            problem -> LOG.log(Level.WARNING, "Service " + service.service() + ": " + problem));
    if (service.problems().isEmpty()) {
      said.remove(service.service());
    } else {
      said.put(service.service(), service.problems());
    }
  }

  @Override
  public void remove(ServiceId service) {
    said.remove(service);
  }
}
