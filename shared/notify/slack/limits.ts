// Slack's published limits of messages and their parts, in characters unless said otherwise.
// SPDX-License-Identifier: Apache-2.0
// https://docs.slack.dev/reference/block-kit/blocks, …/block-elements/button-element, …/views

export const limits = {
  blocks: 50,
  header: 150,
  sectionText: 3000,
  fields: 10,
  field: 2000,
  contextElements: 10,
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  buttonUrl: 3000,
  actionId: 255,
  modalTitle: 24,
  privateMetadata: 3000,
  /** `text` of chat.postMessage: longer ones are cut at 40,000; 4,000 is what Slack recommends. */
  fallback: 4000,
} as const;
