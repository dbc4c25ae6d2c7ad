import type { Rule } from './rule';
import { boundary } from './rules/boundary';
import { ceiling } from './rules/ceiling';
import { ceilingSlack } from './rules/ceiling-slack';
import { confusedDeputy } from './rules/confused-deputy';
import { credentials } from './rules/credentials';
import { endpointPolicy } from './rules/endpoint-policy';
import { everybody } from './rules/everybody';
import { foreignPrincipal } from './rules/foreign-principal';
import { inverted } from './rules/inverted';
import { keyPolicy } from './rules/key-policy';
import { managedPolicy } from './rules/managed-policy';
import { methodAuthorization } from './rules/method-authorization';
import { routeAuthorization } from './rules/route-authorization';
import { starResource } from './rules/star-resource';
import { trust } from './rules/trust';
import { undecided } from './rules/undecided';
import { unseen } from './rules/unseen';
import { wildcardAction } from './rules/wildcard-action';

/** What the final templates of every environment are held to, besides the AWS Solutions rules. */
export const RULES: readonly Rule[] = [
  boundary,
  ceiling,
  ceilingSlack,
  confusedDeputy,
  credentials,
  endpointPolicy,
  everybody,
  foreignPrincipal,
  inverted,
  keyPolicy,
  managedPolicy,
  methodAuthorization,
  routeAuthorization,
  starResource,
  trust,
  undecided,
  unseen,
  wildcardAction,
];
