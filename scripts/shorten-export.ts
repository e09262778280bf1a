import { readFileSync, writeFileSync } from 'node:fs';
import { shortStatements } from './restore/short-statements.ts';

const [from, to] = process.argv.slice(2);
if (!from || !to) throw new Error('npm run restore:shorten -- EXPORT.sql IMPORT.sql');
writeFileSync(to, shortStatements(readFileSync(from, 'utf8')));
