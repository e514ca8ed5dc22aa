// Works out what events, an idle deployment and an organisation cost, line by line.
// SPDX-License-Identifier: Apache-2.0
import { assumed, measured, prices } from './figures.ts';

export interface Line {
  readonly what: string;
  readonly dollars: number;
}

export const million = 1e6;
const month = { days: 30, seconds: 30 * 86_400 };

interface Asked {
  readonly reads: number;
  readonly units: number;
}

/** A million events that ask this of the table. */
export function perMillion({ reads, units }: Asked): readonly Line[] {
  const seconds = assumed.secondsPerEvent * assumed.memory;
  return [
    { what: 'SQS: sent, received, deleted', dollars: 3 * million * prices.queueRequest.dollars },
    { what: 'Lambda: requests', dollars: million * prices.lambdaRequest.dollars },
    { what: 'Lambda: time (assumed)', dollars: million * seconds * prices.lambdaSecond.dollars },
    { what: 'DynamoDB: reads', dollars: million * reads * prices.readUnit.dollars },
    { what: 'DynamoDB: writes', dollars: million * units * prices.writeUnit.dollars },
    { what: 'Logs (assumed)', dollars: assumed.kilobytesPerEvent * prices.logGigabyte.dollars },
  ];
}

/** Findings are written to the index too, and go to the bus and from there to two queues. */
export function perMillionFailing(): readonly Line[] {
  const { reads, units, findings } = measured.failing;
  return [
    ...perMillion({ reads, units: 2 * units }),
    { what: 'EventBridge: changes of findings', dollars: million * findings * prices.busEvent.dollars },
    { what: 'SQS: to notify and respond', dollars: 6 * million * findings * prices.queueRequest.dollars },
  ];
}

/** What is deployed, as the files of the deployment say. */
export interface Deployed {
  readonly alarms: number;
  readonly metrics: number;
  readonly queues: number;
}

const canaries = (month.days * 24 * 60) / 5;

/** A month in which nothing happens. */
export function idle({ alarms, metrics, queues }: Deployed): readonly Line[] {
  const polls = queues * assumed.pollers * (month.seconds / 20);
  const { queueRequest, lambdaRequest, lambdaSecond, writeUnit, readUnit } = prices;
  const seconds = 4 * assumed.secondsPerEvent * assumed.memory;
  const canary = 4 * lambdaRequest.dollars + seconds * lambdaSecond.dollars + 12 * queueRequest.dollars;
  const record = 2 * measured.next.units * writeUnit.dollars + 10 * readUnit.dollars;
  const sweeps = month.days * 4 * assumed.sweepSeconds * 1.5 * lambdaSecond.dollars;
  return [
    { what: `${alarms} metrics that alarms watch`, dollars: alarms * prices.alarm.dollars },
    { what: `${metrics} metrics of Seawall, at most`, dollars: metrics * prices.metric.dollars },
    { what: `${queues} queues that Lambda polls (assumed)`, dollars: polls * queueRequest.dollars },
    { what: `${canaries} canaries`, dollars: canaries * (canary + record + 3 * prices.busEvent.dollars) },
    { what: '120 sweeps of one account and Region (assumed)', dollars: sweeps },
  ];
}

export function total(lines: readonly Line[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}

export interface Organisation {
  readonly accounts: number;
  readonly eventsPerMonth: number;
  readonly eventsPerSecond: number;
  readonly peakPerSecond: number;
  readonly writeUnitsPerSecond: number;
  readonly dollars: number;
  /** One after the other. */
  readonly sweepHours: number;
}

export function organisation(accounts: number, deployed: Deployed): Organisation {
  const daily = accounts * (assumed.taskEvents + assumed.otherEvents);
  const eventsPerMonth = daily * month.days;
  const eventsPerSecond = daily / 86_400;
  const passing = total(perMillion(measured.next));
  const failing = total(perMillionFailing());
  const share = 1 / assumed.oneFailsIn;
  const perEvent = ((1 - share) * passing + share * failing) / million;
  const units = (1 - share) * measured.next.units + share * 2 * measured.failing.units;
  const sweeps = accounts * month.days * 4 * assumed.sweepSeconds * 1.5 * prices.lambdaSecond.dollars;
  return {
    ...{ accounts, eventsPerMonth, eventsPerSecond, peakPerSecond: eventsPerSecond * assumed.peak },
    writeUnitsPerSecond: eventsPerSecond * assumed.peak * units,
    // Events of members come from another account.
    dollars: total(idle(deployed)) + eventsPerMonth * (perEvent + prices.busEvent.dollars) + sweeps,
    sweepHours: (accounts * assumed.sweepSeconds) / 3600,
  };
}
