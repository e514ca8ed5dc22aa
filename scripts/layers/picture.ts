// Draws the rooms of the house as text: files and lines of each, the rooms it imports from, and circles where there are any. Pure.
// SPDX-License-Identifier: Apache-2.0
import { posix } from 'node:path';
import { importsOf, layerOf, type SourceFile } from './check.ts';

interface Room {
  files: number;
  lines: number;
  readonly imports: Map<string, number>;
}

export function pictureOf(sources: readonly SourceFile[]): string {
  const rooms = roomsOf(sources);
  const floors = floorsOf(rooms);
  const lines = [...rooms]
    .toSorted(([a], [b]) => (floors.get(a) ?? 0) - (floors.get(b) ?? 0) || a.localeCompare(b))
    .map(([name, room]) => lineOf(name, room, floors.get(name)));
  const circles = [...rooms.keys()].filter((name) => !floors.has(name));
  const arrows = [...rooms.values()].reduce((sum, { imports }) => sum + imports.size, 0);
  const summary = `${rooms.size} rooms, ${arrows} arrows, ${circles.length === 0 ? 'no circle' : `in or above a circle: ${circles.join(', ')}`}`;
  return [...lines, summary].join('\n');
}

function lineOf(name: string, { files, lines, imports }: Room, floor: number | undefined): string {
  const arrows = [...imports].toSorted(([, a], [, b]) => b - a).map(([to, count]) => `${to} ${count}`);
  const size = `${files} files, ${lines} lines`;
  return `${String(floor ?? '?').padStart(2)}  ${name.padEnd(18)}${size.padEnd(24)}${arrows.length > 0 ? `-> ${arrows.join(', ')}` : ''}`;
}

function roomsOf(sources: readonly SourceFile[]): Map<string, Room> {
  const rooms = new Map<string, Room>();
  for (const { path, text } of sources) {
    const name = layerOf(path);
    if (name === null) continue;
    const room = rooms.get(name) ?? { files: 0, lines: 0, imports: new Map() };
    room.files++;
    room.lines += text.split('\n').length;
    for (const to of targetsOf(path, text))
      if (to !== name) room.imports.set(to, (room.imports.get(to) ?? 0) + 1);
    rooms.set(name, room);
  }
  return rooms;
}

function targetsOf(path: string, text: string): string[] {
  return importsOf(text)
    .filter(({ source }) => source.startsWith('.'))
    .flatMap(({ source }) => layerOf(posix.normalize(posix.join(posix.dirname(path), source))) ?? []);
}

/** How many rooms lie below each at most; rooms in or above a circle have no floor. */
function floorsOf(rooms: ReadonlyMap<string, Room>): ReadonlyMap<string, number> {
  const floors = new Map<string, number>();
  for (let before = -1; before !== floors.size; ) {
    before = floors.size;
    for (const [name, { imports }] of rooms) {
      const below = [...imports.keys()].map((to) => (rooms.has(to) ? floors.get(to) : 0));
      if (below.every((floor) => floor !== undefined))
        floors.set(name, Math.max(0, ...below.map((floor) => floor + 1)));
    }
  }
  return floors;
}
