import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { publishDirectory } from './publish';
import { run } from './run';
import { commandOptions, type Session } from './session';

/** A certificate for 127.0.0.1 and localhost, and its key. */
export interface Certificate {
  /** Path of the PEM file that a client must trust. */
  readonly certificateFile: string;

  /** Path of the private key, readable by its owner alone. */
  readonly keyFile: string;
}

const DAYS = 365;
const RENEW_DAYS = 30;
const DAY_MS = 86_400_000;

/**
 * Makes a self-signed certificate, or uses that of an earlier start unless it is broken or expires
 * within 30 days. It is no authority: trusting it trusts this one key for these names and nothing else.
 *
 * @param python a Python that has the `cryptography` package
 */
export async function ensureCertificate(session: Session, python: string): Promise<Certificate> {
  const directory = join(session.stateDirectory, 'certificate');
  const certificate = {
    certificateFile: join(directory, 'certificate.pem'),
    keyFile: join(directory, 'key.pem'),
  };
  if (isCurrent(certificate)) return certificate;
  await publishDirectory(directory, session.runDirectory, async (temporary) => {
    mkdirSync(temporary, { recursive: true });
    const files = ['key.pem', 'certificate.pem'].map((name) => join(temporary, name));
    const script = join(__dirname, 'certificate.py');
    const options = commandOptions(session, 'certificate', session.env);
    await run(python, [script, ...files, String(DAYS)], options);
  });
  return certificate;
}

/** Whether a certificate can be read, fits its key, and stays valid for the days to come. */
export function isCurrent(files: Certificate, now: number = Date.now()): boolean {
  try {
    const certificate = new X509Certificate(readFileSync(files.certificateFile));
    const key = createPrivateKey(readFileSync(files.keyFile));
    const [from, to] = [Date.parse(certificate.validFrom), Date.parse(certificate.validTo)];
    return certificate.checkPrivateKey(key) && from <= now && to - now > RENEW_DAYS * DAY_MS;
  } catch {
    return false;
  }
}
