import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DOCUMENTS, type Version } from '../api/documents';
import { release } from '../api/released/release';

try {
  const { accept } = parseArgs({ options: { accept: { type: 'string' } } }).values;
  if (accept?.trim() === '') throw new Error('--accept is empty; say why the change is acceptable');
  release(join(__dirname, '../api'), Object.keys(DOCUMENTS) as Version[], accept);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
