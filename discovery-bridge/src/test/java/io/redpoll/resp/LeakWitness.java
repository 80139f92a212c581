package io.redpoll.resp;

import io.netty.buffer.AbstractByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.lang.reflect.Field;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Watches each buffer that Netty makes, and tells a test of those that were lost, where Netty would only log. */
final class LeakWitness implements AutoCloseable {

  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();
  private final Queue<String> leaks = new ConcurrentLinkedQueue<>();
  private final ResourceLeakDetector<?> detector;

  LeakWitness() throws ReflectiveOperationException {
    // Netty made it once for this process, before any test could choose another.
    Field field = AbstractByteBuf.class.getDeclaredField("leakDetector");
    field.setAccessible(true);
    detector = (ResourceLeakDetector<?>) field.get(null);
    detector.setLeakListener((resource, records) -> leaks.add(resource + records));
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
  }

  /** What was lost. Netty tells of it when the next buffer is made after the garbage was collected. */
  Queue<String> leaks() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      PooledByteBufAllocator.DEFAULT.directBuffer(16).release();
    }
    return leaks;
  }

  @Override
  public void close() {
    ResourceLeakDetector.setLevel(before);
    detector.setLeakListener(null);
  }
}
