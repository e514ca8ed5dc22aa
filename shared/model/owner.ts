// What a task or object was made for, as the event of its making, or the API, confirms: what it says of itself anybody can write.

export interface Owner {
  /** `Service`, or the Kubernetes kind. */
  readonly kind: string;
  readonly name: string;
  /** What findings about the owner are kept on. */
  readonly identity: string;
  /** Names the owner and none that comes after it; null: nothing does. */
  readonly uid: string | null;
}

/** Something and its owner. */
export interface Link {
  readonly account: string | null;
  readonly region: string | null;
  readonly cluster: string | null;
  /** Names what was made, and nothing that comes after it: a Kubernetes uid, the ARN of a task, the id of a deployment of a service. */
  readonly uid: string;
  /** What it is kept on by itself; null: nothing is. */
  readonly identity: string | null;
  readonly owner: Owner;
}

/** Where a uid means something. */
export type LinkPlace = Pick<Link, 'account' | 'region' | 'cluster' | 'uid'>;
