// GuardDuty, loaded when first asked: only the commands named here get into a bundle.
// SPDX-License-Identifier: Apache-2.0
import { GetDetectorCommand, GuardDutyClient, ListDetectorsCommand } from '@aws-sdk/client-guardduty';
import type { SdkService } from './service.ts';

export const service: SdkService = {
  client: (config) => new GuardDutyClient(config),
  commands: { GetDetector: GetDetectorCommand, ListDetectors: ListDetectorsCommand },
  rights: { on: ['guardduty:detector/*'], onAny: ['ListDetectors'] },
};
