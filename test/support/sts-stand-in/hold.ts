/** Calls whose answers are kept back. The calls themselves take place when they arrive. */
export interface Hold {
  /** Resolves when as many calls as were to be held have arrived. */
  readonly arrived: Promise<void>;
  /** Lets them all be answered, also those still to come. */
  release(): void;
}

/** A {@link Hold} in the hands of the server. */
export interface Gate extends Hold {
  /** Counts a call as arrived; resolves when it may be answered. */
  pass(): Promise<void>;
}

/** A gate that is closed, for so many calls. */
export function gate(count: number): Gate {
  let waiting = count;
  let allArrived: () => void = () => undefined;
  let open: () => void = () => undefined;
  const arrived = new Promise<void>((resolve) => {
    allArrived = resolve;
  });
  const released = new Promise<void>((resolve) => {
    open = resolve;
  });
  const pass = () => {
    waiting -= 1;
    if (waiting === 0) allArrived();
    return released;
  };
  return { arrived, pass, release: () => open() };
}
