import type { Failure } from "@everywhere/mini-spec";
import type { Bridge } from "./bridge.ts";

/** How a call of `my` ends instead of being carried out: for tests, which must see every end. */
export type Order = { readonly r: unknown } | { readonly e: Failure };

export interface Ordered {
  readonly name: string;
  readonly order: Order;
  /** How many calls end so; 0 for all. */
  readonly times: number;
}

type Callable = (...given: never[]) => unknown;

/** The orders that stand, by call. Only the host of a test gives any. */
export class Orders {
  private readonly standing = new Map<string, { order: Order; times: number }[]>();

  constructor(
    given: readonly Ordered[],
    private readonly bridge: Bridge,
  ) {
    for (const one of given) this.add(one);
    bridge.on("order", (one) => {
      this.add(one as Ordered);
    });
  }

  /** The call with its orders before it: what is ordered ends so, everything else is carried out. Each call is told. */
  before(name: string, isSync: boolean, carry: Callable, asCall: (carry: () => unknown) => Callable): Callable {
    return (...given) => {
      const order = this.take(name);
      this.bridge.tell("called", { name, options: told(given[0]), isOrdered: order !== undefined });
      if (order === undefined) return carry(...given);
      const end = () => {
        if ("e" in order) throw Object.assign(new Error(order.e.errorMessage), order.e);
        return order.r;
      };
      return isSync ? end() : asCall(end)(...given);
    };
  }

  private add({ name, order, times }: Ordered): void {
    this.standing.set(name, [...(this.standing.get(name) ?? []), { order, times }]);
  }

  private take(name: string): Order | undefined {
    const list = this.standing.get(name) ?? [];
    const [first] = list;
    if (first?.times === 1) list.shift();
    else if (first && first.times > 1) first.times--;
    return first?.order;
  }
}

/** Options as they can be told: without functions, and only what JSON can say. */
function told(options: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(options ?? null)) as unknown;
  } catch {
    return String(options);
  }
}
