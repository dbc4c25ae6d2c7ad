import { CALLER_CHECKS } from './caller-checks';
import type { Check } from './check';
import { CONNECTION_CHECKS } from './connection-checks';
import { CONTRACT_CHECKS } from './contract-checks';
import { OBJECT_CHECKS } from './object-checks';
import { VERSION_CHECKS } from './version-checks';
import { WEB_SOCKET_CHECKS } from './web-socket-checks';

/** What the deployed system promises, in the order in which it is called. */
export const CHECKS: readonly Check[] = [
  ...OBJECT_CHECKS,
  ...CALLER_CHECKS,
  ...CONTRACT_CHECKS,
  ...VERSION_CHECKS,
  ...WEB_SOCKET_CHECKS,
  ...CONNECTION_CHECKS,
];
