// Measures things side by side in one run, so that a noisy machine slows all of them alike; prints ratios.

/** Median seconds of several rounds; the rounds of all things are interleaved. */
export async function sideBySide(
  things: Readonly<Record<string, () => unknown>>,
  rounds = 7,
): Promise<Record<string, number>> {
  const times: Record<string, number[]> = {};
  for (let round = 0; round < rounds; round++)
    for (const [name, run] of Object.entries(things)) {
      const begun = performance.now();
      await run();
      const list = times[name] ?? [];
      list.push((performance.now() - begun) / 1000);
      times[name] = list;
    }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
}

export function ratio(a: number, b: number): string {
  return `${(a / b).toFixed(1)}×`;
}

export function line(what: string, value: string): void {
  console.log(`${what.padEnd(76)} ${value}`);
}
