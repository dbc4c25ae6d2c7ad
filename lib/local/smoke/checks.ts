import type { Issuer } from '../issuer';
import { CALLER_CHECKS } from './caller-checks';
import type { Check } from './check';
import { CONNECTION_CHECKS } from './connection-checks';
import { CONTRACT_CHECKS } from './contract-checks';
import { OBJECT_CHECKS } from './object-checks';
import { rotationCheck, tokenChecks } from './token-checks';
import { VERSION_CHECKS } from './version-checks';
import { WEB_SOCKET_CHECKS } from './web-socket-checks';

/** What the deployed system promises, in the order in which it is called. */
export function checksOf(issuer?: Issuer): readonly Check[] {
  return [
    ...OBJECT_CHECKS,
    ...(issuer ? tokenChecks(issuer) : CALLER_CHECKS),
    ...CONTRACT_CHECKS,
    ...VERSION_CHECKS,
    ...WEB_SOCKET_CHECKS,
    ...CONNECTION_CHECKS,
    ...(issuer ? [rotationCheck(issuer)] : []),
  ];
}

/** The same where callers are known by IAM. */
export const CHECKS = checksOf();
