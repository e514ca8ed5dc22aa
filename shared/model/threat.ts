// What a runtime detector (GuardDuty, Falco) says about a workload or host.

export interface Threat {
  /** Finding type as the detector names it: `Execution:Runtime/NewBinaryExecuted`. */
  readonly type: string;
  readonly title: string;
  /** GuardDuty's scale, 0 to 10; Falco priorities are mapped to it. */
  readonly severity: number;
  readonly id: string;
  readonly path: string;
}
