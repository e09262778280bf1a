import { expect, test } from 'vitest';
import * as read from '../../src/shared/json/read-json';

const values = ['a', '', 1, Number.NaN, true, null, undefined, [{ a: 1 }, 2, { b: 3 }], { a: 1 }];

test.each([
  [read.stringOrNull, ['a', '', null, null, null, null, null, null, null]],
  [read.textOrNull, ['a', null, null, null, null, null, null, null, null]],
  [read.textOrEmpty, ['a', '', '', '', '', '', '', '', '']],
  [read.scalarTextOrNull, ['a', '', '1', 'NaN', null, null, null, null, null]],
  [read.numberOrNull, [null, null, 1, null, null, null, null, null, null]],
  [read.objectOrEmpty, [{}, {}, {}, {}, {}, {}, {}, {}, { a: 1 }]],
  [read.listOrEmpty, [[], [], [], [], [], [], [], [{ a: 1 }, 2, { b: 3 }], []]],
  [(value: unknown) => read.objectsIn(value, 2), [[], [], [], [], [], [], [], [{ a: 1 }], []]],
])('a value of another type is read as missing (%#)', (reader, expected) => {
  expect(values.map((value) => reader(value))).toEqual(expected);
});
