package io.redpoll.bench;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** The informer of fabric8 over the JDK's HTTP client. It only keeps slices, and makes no endpoints of them. */
final class Fabric8Mirror implements Mirrored, ResourceEventHandler<EndpointSlice> {

  private final KubernetesClient client;
  private final News news = new News();
  private final SharedIndexInformer<EndpointSlice> informer;

  Fabric8Mirror(String uri) {
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(uri).build();
    client = new KubernetesClientBuilder().withConfig(config).build();
    informer = client.discovery().v1().endpointSlices().inAnyNamespace().runnableInformer(0);
    informer.addEventHandler(this);
    // Completes when the watch runs too; what counts here is the list.
    informer.start();
  }

  @Override
  public void awaitSync() throws InterruptedException {
    while (!informer.hasSynced()) {
      Thread.sleep(1);
    }
  }

  @Override
  public News news() {
    return news;
  }

  @Override
  public long longestTurn() {
    return -1;
  }

  @Override
  public long longestWork() {
    return -1;
  }

  @Override
  public void onAdd(EndpointSlice slice) {
    slice.getEndpoints().forEach(endpoint -> news.pod(endpoint.getTargetRef().getName()));
  }

  @Override
  public void onUpdate(EndpointSlice before, EndpointSlice slice) {
    onAdd(slice);
  }

  @Override
  public void onDelete(EndpointSlice slice, boolean finalStateUnknown) {
    // Nothing is deleted here.
  }

  @Override
  public void close() {
    informer.close();
    client.close();
  }
}
