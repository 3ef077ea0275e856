/** What is wrong with one variable. */
export interface Mistake {
  /** The variable, with the place inside its value where that is structured: `RECADO_SENDERS[1].mps`. */
  name: string;
  expected: string;
  /** The value, shortened and without anything secret, or `nothing`. */
  got: string;
  remedy: string;
}

/** Says all that is wrong with the environment, one line a mistake. */
export class ConfigError extends Error {
  readonly code = 'invalid_environment';
  readonly mistakes: readonly Mistake[];

  constructor(mistakes: readonly Mistake[], options?: ErrorOptions) {
    super(mistakes.map(toLine).join('\n'), options);
    this.name = 'ConfigError';
    this.mistakes = mistakes;
  }
}

function toLine({ name, expected, got, remedy }: Mistake): string {
  return `${name}: expected ${expected}, got ${got}. ${remedy}`;
}
