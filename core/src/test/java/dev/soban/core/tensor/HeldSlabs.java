package dev.soban.core.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.soban.core.time.Await;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A pool for one test that must have every slab back when the test ends. Register it as an instance
 * field: {@code @RegisterExtension final HeldSlabs memory = new HeldSlabs();}
 */
public final class HeldSlabs implements AfterEachCallback {
  private final TensorPool pool;

  public HeldSlabs() {
    this(new TensorPool(64L << 20, 8L << 20));
  }

  public HeldSlabs(TensorPool pool) {
    this.pool = pool;
  }

  public TensorPool pool() {
    return pool;
  }

  /** Fails unless all slabs are back now, or come back while runs end. */
  public void assertNoneHeld() {
    try {
      Await.until("all slabs are back", () -> pool.heldSlabs() <= 0);
    } catch (AssertionError leak) {
      leak.addSuppressed(new AssertionError(pool.heldSlabs() + " slabs held"));
      throw leak;
    }
    assertThat(pool.heldSlabs()).as("held slabs").isZero();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    if (context.getExecutionException().isEmpty()) {
      assertNoneHeld();
    }
  }
}
