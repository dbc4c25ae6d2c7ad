import { Duration, Lazy } from 'aws-cdk-lib/core';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { defaultChild } from './default-child';
import type { Problems } from './problems';
import { isOrigin } from './web-names';

/** What a request that is signed, has a token or a key, or has a condition sends. */
const HEADERS = [
  'Authorization',
  'Content-Type',
  'If-Match',
  'If-None-Match',
  'X-Amz-Content-Sha256',
  'X-Amz-Date',
  'X-Amz-Security-Token',
  'X-Api-Key',
];

/** Records what names no single origin, or one whose pages anybody on the way may change. */
export function checkOrigins(problems: Problems, origins: readonly string[]): void {
  for (const origin of origins) {
    problems.check(
      'allowedOrigins',
      origin,
      isOrigin,
      'name one origin as https://app.example.com, or http://localhost with its port',
    );
  }
}

/**
 * Lets API Gateway itself answer what browsers ask before a request from another origin, with the methods
 * that the resource has in the end. It does nothing when no origin is named.
 *
 * @see https://fetch.spec.whatwg.org/#cors-preflight-fetch
 */
export function addPreflight(resource: apigateway.IResource, origins: readonly string[]): void {
  if (origins.length === 0 || resource.node.tryFindChild('OPTIONS')) return;
  const preflight = resource.addCorsPreflight({
    allowOrigins: [...origins],
    allowMethods: [Lazy.string({ produce: () => methodsOf(resource).join(',') })],
    allowHeaders: HEADERS,
    // As long as any browser remembers it.
    maxAge: Duration.hours(2),
  });
  // Where all is binary, a mock cannot read its own template, and answers 500: the L2 does not know that.
  const method = defaultChild(preflight, apigateway.CfnMethod);
  method.addPropertyOverride('Integration.ContentHandling', 'CONVERT_TO_TEXT');
  method.addPropertyOverride(
    'Integration.IntegrationResponses.0.ContentHandling',
    'CONVERT_TO_TEXT',
  );
}

function methodsOf(resource: apigateway.IResource): string[] {
  return resource.node.children
    .filter((child) => child instanceof apigateway.Method)
    .map(({ httpMethod }) => httpMethod)
    .filter((method) => method !== 'OPTIONS');
}
