import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTemplate, stacksIn, writeTemplate } from '../../lib/local/assembly';

const before = 'a'.repeat(64);

function assembly(): string {
  const folder = mkdtempSync(join(tmpdir(), 'plinth-'));
  const write = (name: string, content: unknown) => {
    writeFileSync(join(folder, name), JSON.stringify(content));
  };
  const properties = {
    stackName: 'Sandbox-Api',
    templateFile: 'Api.template.json',
    stackTemplateAssetObjectUrl: `s3://assets/${before}.json`,
  };
  write('manifest.json', {
    artifacts: {
      Tree: { type: 'cdk:tree' },
      Api: { type: 'aws:cloudformation:stack', properties },
    },
  });
  write('Api.template.json', { Resources: {} });
  write('Api.assets.json', { files: { [before]: { objectKey: `${before}.json` } } });
  return folder;
}

test('finds the stacks and nothing else', async () => {
  const [stack, ...others] = await stacksIn(assembly());
  expect(stack?.name).toBe('Sandbox-Api');
  expect(others).toEqual([]);
});

test('names a changed template by its content, so that the CLI publishes it again', async () => {
  const folder = assembly();
  const [stack] = await stacksIn(folder);
  if (!stack) throw new Error('no stack');
  await writeTemplate(stack, { Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
  const [changed] = await stacksIn(folder);
  expect(changed?.published).toMatch(/^s3:\/\/assets\/[0-9a-f]{64}\.json$/);
  expect(changed?.published).not.toContain(before);
  expect(readFileSync(join(folder, 'Api.assets.json'), 'utf8')).not.toContain(before);
  expect(await readTemplate(stack)).toEqual({ Resources: { Queue: { Type: 'AWS::SQS::Queue' } } });
});
