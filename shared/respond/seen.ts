// The responses of a run so far: what the storm brake and the once-per-occurrence rule count.

export interface SeenResponses {
  /** Responses of a control in an account within the window (milliseconds) that ends at `at` (ISO). */
  within(control: string, account: string | null, at: string, window: number): number;
  has(finding: string, occurrence: number): boolean;
  add(finding: string, occurrence: number, control: string, account: string | null, at: string): void;
}

export function noResponsesYet(): SeenResponses {
  const times = new Map<string, number[]>();
  const answered = new Set<string>();
  const place = (control: string, account: string | null) => JSON.stringify([control, account]);
  return {
    within(control, account, at, window) {
      const end = Date.parse(at);
      return (times.get(place(control, account)) ?? []).filter((time) => time <= end && end - time < window)
        .length;
    },
    has: (finding, occurrence) => answered.has(`${finding}/${occurrence}`),
    add(finding, occurrence, control, account, at) {
      answered.add(`${finding}/${occurrence}`);
      const key = place(control, account);
      const before = times.get(key);
      if (before === undefined) times.set(key, [Date.parse(at)]);
      else before.push(Date.parse(at));
    },
  };
}
