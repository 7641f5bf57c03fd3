/** The parts of setting up a connection, in their order (docs/peer-protocol.md). */
export type Stage = 'signalling' | 'ICE' | 'DTLS' | 'SCTP' | 'application';

/** Where a call stands: the first stage that is not completed, and what it waits for there. */
export class Progress {
  #stage: Stage = 'signalling';
  #missing = 'not begun';
  #instead = () => 'nothing came';

  get stage(): Stage {
    return this.#stage;
  }

  /** `missing` as in `no answer to POST URL`; `instead` says what there is at the moment it is asked. */
  enter(stage: Stage, missing: string, instead: () => string = () => 'nothing came'): void {
    this.#stage = stage;
    this.#missing = missing;
    this.#instead = instead;
  }

  /** What to say when the time is over. */
  describe(milliseconds: number): string {
    return `${this.#missing} within ${milliseconds} ms, ${this.#instead()}`;
  }
}
