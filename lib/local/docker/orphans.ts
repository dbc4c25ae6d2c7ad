import { messageOf } from '../failure';
import { isAlive } from '../owner';
import { docker } from './command';
import { RUN_LABEL } from './wrapper';

/**
 * Removes the containers and images of runs that were killed before they could do so. Those of living
 * runs, of whichever project, stay.
 *
 * @param log hears what could not be removed; that is no reason not to start
 */
export async function removeOrphans(log: (line: string) => void): Promise<void> {
  const filter = ['--filter', `label=${RUN_LABEL}`];
  const ids = async (list: readonly string[]) => [
    ...new Set((await docker([...list, '--quiet', ...filter])).split('\n').filter(Boolean)),
  ];
  try {
    // An image goes only after its containers.
    for (const id of await ids(['ps', '--all'])) await removeOrphan('container', id, log);
    for (const id of await ids(['image', 'ls'])) await removeOrphan('image', id, log);
  } catch (error) {
    log(`what dead runs have left could not be found: ${messageOf(error)}`);
  }
}

async function removeOrphan(
  kind: 'container' | 'image',
  id: string,
  log: (line: string) => void,
): Promise<void> {
  try {
    const label = `{{index .Config.Labels "${RUN_LABEL}"}}`;
    if (isAlive(await docker([kind, 'inspect', '--format', label, id]))) return;
    await docker([kind, 'rm', '--force', ...(kind === 'container' ? ['--volumes'] : []), id]);
  } catch (error) {
    log(`the ${kind} ${id} of a dead run could not be removed: ${messageOf(error)}`);
  }
}
