// Reads IAM and repository policy documents, which come as objects, as JSON text, or as URL-encoded JSON text.
// SPDX-License-Identifier: Apache-2.0
import { isObject, type JsonObject } from './json.ts';

// IAM allows 10,240 characters for all inline policies of a role; URL-encoding can triple a document.
const maximumLength = 262_144;

/**
 * The document as an object where it can be read, else as it came (text that nobody could parse, null for nothing).
 * IAM's API gives documents URL-encoded (RFC 3986; API reference, GetRolePolicy); the AWS CLI decodes them, ECR never encodes.
 */
export function parsedDocument(document: unknown): unknown {
  if (typeof document !== 'string') return document ?? null;
  if (document.length > maximumLength) return document;
  return objectIn(document) ?? objectIn(decoded(document)) ?? document;
}

/** The document as it was written: an object, or its text without the URL encoding; null where it is neither. */
export function documentOf(document: unknown): unknown {
  if (isObject(document)) return document;
  if (typeof document !== 'string') return null;
  return document.startsWith('%7B') ? decoded(document) : document;
}

/** The document as an object; null where it is none. */
export function documentObject(document: unknown): JsonObject | null {
  const parsed = parsedDocument(document);
  return isObject(parsed) ? parsed : null;
}

function objectIn(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
