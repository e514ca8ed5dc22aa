// The built-in policy: an empty file. It judges by the baseline profile and only observes.
// SPDX-License-Identifier: Apache-2.0

/** The repository's seawall.yml says the same with comments; a test compares them. */
export const defaultPolicyText = '';

/** What is shown in place of a file's name. */
export const defaultPolicyName = 'built-in';
