import { join } from 'node:path';
import { DOCUMENTS, type Version } from '../api/documents';
import { release } from '../api/released/release';

try {
  release(join(__dirname, '../api'), Object.keys(DOCUMENTS) as Version[]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
