/** Lets asynchronous code wait until something that changes by events has come about. */
export class Signal {
  #waiting = new Set<() => void>();

  /** Tells everybody who waits to look again. */
  readonly fire = (): void => {
    for (const look of this.#waiting) look();
  };

  /**
   * Resolves as soon as `holds` returns true: looks at once and then at every `fire`.
   * @throws what `holds` throws, to say that it can never hold any more.
   */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = () => {
        try {
          if (!holds()) return;
          resolve();
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
        this.#waiting.delete(look);
      };
      this.#waiting.add(look);
      look();
    });
  }
}
