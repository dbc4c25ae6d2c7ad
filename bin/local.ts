import { resolve } from 'node:path';
import { adapt } from '../lib/local/adapt';
import { findContainerHost } from '../lib/local/container-host';
import { main } from '../lib/local/main';
import { accessTo as access } from '../lib/local/smoke/access';
import { smoke } from '../lib/local/smoke/smoke';

// Node.js 20 runs everything here; what the SDK says about its own future is for who upgrades it.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

void main(
  process.argv.slice(2),
  (session) => ({ findContainerHost: () => findContainerHost(session), adapt, smoke, access }),
  resolve(__dirname, '..'),
).then((exitCode) => {
  process.exit(exitCode);
});
