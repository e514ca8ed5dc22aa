// A pattern that EventBridge would refuse: thrown inside this folder only, `parsePattern` turns it into an answer.

export class PatternError extends Error {
  /** Place within the pattern, such as `detail.port[0].numeric`. */
  readonly path: string;

  constructor(path: string, reason: string) {
    super(reason);
    this.path = path;
  }
}
