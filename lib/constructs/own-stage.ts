import type * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { Problems } from './problems';

/**
 * Records a problem of an API that has no stage in this app, whatever its type says: an imported one, and
 * one that does not deploy itself.
 */
export function checkStage(problems: Problems, api: apigateway.IRestApi): void {
  const stage = api.deploymentStage as apigateway.Stage | undefined;
  if (stage) return;
  problems.add(
    'api',
    api.node.path,
    'it is imported or does not deploy itself, so it has no stage here; give one that this app makes and deploys',
  );
}

/** Records a problem of a stage name that API Gateway refuses. */
export function checkStageName(problems: Problems, stageName: string): void {
  problems.check(
    'stageName',
    stageName,
    (name) => /^[\w-]{1,128}$/.test(name),
    'API Gateway takes letters, digits, hyphens and underscores, 128 at most',
  );
}
