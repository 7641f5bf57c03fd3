/** For a stack whose events cannot be relied on: its states are told by what its attributes say. */
const names = ['iceconnectionstatechange', 'connectionstatechange'] as const;
type Name = (typeof names)[number];
type States = Readonly<Record<Name, string>>;

export class ToldStates {
  readonly #read: () => States;
  readonly #tell: (event: Name, state: string) => void;
  readonly #told: Record<Name, string> = { iceconnectionstatechange: 'new', connectionstatechange: 'new' };

  /** @param tell hears each state that is another one than was told last; both begin as `new` */
  constructor(read: () => States, tell: (event: Name, state: string) => void) {
    this.#read = read;
    this.#tell = tell;
  }

  /** To be called at each event, and now and then. */
  readonly look = (): void => {
    const states = this.#read();
    for (const name of names) {
      if (states[name] === this.#told[name]) continue;
      this.#told[name] = states[name];
      this.#tell(name, states[name]);
    }
  };
}
