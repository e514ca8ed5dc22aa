// What functions ask of AWS, counted on its way: calls by service, and units of the table by the size of what is written.
import { dig, isObject, type Json, objectOf } from '../../shared/model/json.ts';
import type { Call } from '../../test/packaged/recorder.ts';

export interface Counts {
  readonly calls: number;
  readonly reads: number;
  readonly writes: number;
  readonly writeUnits: number;
  readonly busEvents: number;
}

export function counter() {
  const calls: Call[] = [];
  return {
    see(call: Call): null {
      calls.push(call);
      return null;
    },
    /** Since it was asked last. */
    take(): Counts {
      const taken = calls.splice(0);
      const of = (service: string, pattern: RegExp) =>
        taken.filter((call) => call.service === service && pattern.test(call.operation));
      const writes = of('dynamodb', /^(?:Put|Update|Delete)Item$/);
      return {
        calls: taken.length,
        reads: of('dynamodb', /^(?:GetItem|Query)$/).length,
        writes: writes.length,
        writeUnits: writes.reduce((sum, { input }) => sum + unitsOf(input), 0),
        busEvents: of('events', /^PutEvents$/).length,
      };
    },
  };
}

/** One for each KiB that is begun (DynamoDB Developer Guide, "DynamoDB item sizes and formats": names and values count). */
function unitsOf(input: unknown): number {
  const item = Object.entries(objectOf(dig(input, 'Item')));
  const bytes = item.reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + sizeOf(value), 0);
  return Math.max(1, Math.ceil(bytes / 1024));
}

/** Of a value in DynamoDB's JSON: `{ S: 'text' }`. */
function sizeOf(value: Json | undefined): number {
  if (!isObject(value)) return 1;
  return Object.values(value).reduce<number>(
    (sum, one) => sum + (typeof one === 'string' ? Buffer.byteLength(one) : JSON.stringify(one).length),
    0,
  );
}
