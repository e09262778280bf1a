import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateSQLiteDrizzleJson, generateSQLiteMigration } from 'drizzle-kit/api';
import { expect, test } from 'vitest';
import * as schema from '../../src/db/schema';
import { brokenRules } from '../support/node/migration-rules.ts';

const FOLDER = join(import.meta.dirname, '../../migrations');
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.sql'));

test.each(files)('%s only expands the schema, or states why it may contract it', (name) => {
  expect(brokenRules(readFileSync(join(FOLDER, name), 'utf8'))).toEqual([]);
});

test('the numbers of the migrations have no gap or duplicate, and the journal has the same order', () => {
  const numbers = files.toSorted().map((name) => Number(/^(\d{4})_/.exec(name)?.[1]));
  expect(numbers).toEqual(numbers.map((_, i) => i));
  const { entries } = JSON.parse(readFileSync(join(FOLDER, 'meta/_journal.json'), 'utf8'));
  expect(entries.map(({ tag }: { tag: string }) => `${tag}.sql`)).toEqual(files.toSorted());
});

test('the migrations make the schema of the code', async () => {
  const last = readdirSync(join(FOLDER, 'meta'))
    .toSorted()
    .findLast((name) => name.endsWith('_snapshot.json'));
  const migrated = JSON.parse(readFileSync(join(FOLDER, 'meta', last ?? ''), 'utf8'));
  expect(await generateSQLiteMigration(migrated, await generateSQLiteDrizzleJson(schema, migrated.id))).toEqual([]);
});

test.each([
  'DROP TABLE `orders`;',
  'ALTER TABLE `orders` DROP COLUMN `phone`;',
  'ALTER TABLE `orders` RENAME TO `sales`;',
  'alter table orders rename column phone to telephone;',
  'CREATE TABLE `__new_orders` (`id` text PRIMARY KEY NOT NULL);',
  'DROP INDEX `orders_order`;',
  'ALTER TABLE `orders` ADD `seen` integer NOT NULL;',
  'ALTER TABLE `orders` ADD COLUMN seen\n  integer not null;',
  'CREATE UNIQUE INDEX `orders_phone` ON `orders` (`account_id`,`phone`);',
  "ALTER TABLE `orders` ADD `seen` text DEFAULT '' NOT NULL;--> statement-breakpoint\nCREATE UNIQUE INDEX `s` ON `orders` (`seen`);",
])('refused unless it is a contraction: %s', (sql) => {
  expect(brokenRules(sql)).toHaveLength(1);
  expect(brokenRules(`-- contract: no version since 2026-12 reads or writes it\n${sql}`)).toEqual([]);
  expect(brokenRules(`-- contract: fine\n${sql}`)).toHaveLength(1);
});

test.each([
  'CREATE TABLE `seen` (`id` text PRIMARY KEY NOT NULL, `at` integer NOT NULL);\nCREATE UNIQUE INDEX `seen_at` ON `seen` (`at`);',
  "ALTER TABLE `orders` ADD `tags` text DEFAULT '[]' NOT NULL;",
  'ALTER TABLE `orders` ADD `seen` integer;--> statement-breakpoint\nCREATE UNIQUE INDEX `s` ON `orders` (`account_id`,`seen`) WHERE "orders"."seen" is not null;',
  'CREATE INDEX `orders_phone` ON `orders` (`phone`);',
  '-- DROP TABLE is only mentioned here\nALTER TABLE `orders` ADD `seen` integer;',
])('allowed: %s', (sql) => {
  expect(brokenRules(sql)).toEqual([]);
});

test('no comment allows a cascade', () => {
  const sql = 'CREATE TABLE a (b text REFERENCES c(d) ON DELETE CASCADE);';
  expect(brokenRules(`-- contract: no version since 2026-12 reads or writes it\n${sql}`)).toHaveLength(1);
});
