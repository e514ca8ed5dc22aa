// Measures how the time of a function grows with its text.
import { processorMs } from '../support/processor-time.ts';
import { type Pump, pumped } from './pumps.ts';

const short = 3_000;
const factor = 10;
/** Ten times the text may take a little more than ten times the time: memory is slower the more of it there is. */
const most = 15;
/** Milliseconds below which nothing can be told from the noise of a busy machine. */
const noise = 60;
/** A second look goes so much further: linear time grows by it, quadratic time by its square. */
const further = 4;
/** Milliseconds after which a run is long enough to be told from noise without being repeated. */
const enough = 400;
/** What takes less on the short text stays below the noise on the long one, even if its time grows with the square. */
const quick = noise / (factor * factor);

/** How many times longer the function takes on ten times the text; null where that is linear, or takes no time. */
export function growthOf(run: (text: string) => unknown, pump: Pump): number | null {
  // What grows does so each time; a process that collects its garbage just then does not.
  return measured(run, pump) === null ? null : measured(run, pump);
}

function measured(run: (text: string) => unknown, pump: Pump): number | null {
  const text = pumped(pump, short);
  if (timeOf(run, text) < quick) return null;
  const long = pumped(pump, short * factor);
  if (timeOf(run, long) < noise) return null;
  // Whatever was compiled or collected in between is not the function's: the best of a few counts.
  const base = best(run, long);
  const ratio = base / Math.max(best(run, text), quick);
  // A busy machine may have been slow for a while: what does grow goes on growing, at its best too.
  const grows = ratio >= most && best(run, pumped(pump, short * factor * further)) >= base * further ** 1.5;
  return grows ? ratio : null;
}

/** Of five runs, or of the two at least that fit in the time. */
function best(run: (text: string) => unknown, text: string): number {
  const times: number[] = [];
  while (times.length < 2 || (times.length < 5 && sum(times) < enough)) times.push(timeOf(run, text));
  return Math.min(...times);
}

const sum = (times: readonly number[]) => times.reduce((all, time) => all + time, 0);

function timeOf(run: (text: string) => unknown, text: string): number {
  const start = processorMs();
  run(text);
  return processorMs() - start;
}
