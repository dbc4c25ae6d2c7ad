import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

const TARGET = 'AmazonEC2ContainerRegistry_V20150921.DescribeImages';

/** Whether a request is a call of ECR's `DescribeImages`. */
export function isDescribeImages(request: IncomingMessage): boolean {
  return request.headers['x-amz-target'] === TARGET;
}

/**
 * Answers `DescribeImages` as ECR does: an image that was asked for and does not exist is an
 * `ImageNotFoundException`
 * (https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_DescribeImages.html). The emulator
 * leaves it out of the list, from which the CDK CLI concludes that it has been published.
 *
 * @returns a function that writes the corrected answer
 */
export function answerDescribeImages(
  request: IncomingMessage,
): (answer: IncomingMessage, response: ServerResponse) => Promise<void> {
  // Listens beside the pipe to the emulator.
  const asked: Buffer[] = [];
  request.on('data', (chunk: Buffer) => asked.push(chunk));
  return async (answer, response) => {
    try {
      const body = await buffer(answer);
      const question = Buffer.concat(asked);
      const missing = answer.statusCode === 200 && isIncomplete(question, body);
      const text = missing ? notFound(question) : body;
      response.writeHead(missing ? 400 : (answer.statusCode ?? 502), {
        'Content-Type': 'application/x-amz-json-1.1',
        'Content-Length': Buffer.byteLength(text),
      });
      response.end(text);
    } catch {
      response.destroy();
    }
  };
}

interface Question {
  repositoryName?: string;
  imageIds?: { imageTag?: string; imageDigest?: string }[];
}

function isIncomplete(question: Buffer, answer: Buffer): boolean {
  const { imageIds } = JSON.parse(question.toString()) as Question;
  const { imageDetails } = JSON.parse(answer.toString()) as { imageDetails?: unknown[] };
  return imageIds !== undefined && imageIds.length > (imageDetails?.length ?? 0);
}

function notFound(question: Buffer): string {
  const { repositoryName, imageIds } = JSON.parse(question.toString()) as Question;
  const asked = (imageIds ?? []).map(
    ({ imageDigest, imageTag }) =>
      `{imageDigest:'${imageDigest ?? 'null'}', imageTag:'${imageTag ?? 'null'}'}`,
  );
  return JSON.stringify({
    __type: 'ImageNotFoundException',
    message: `The image with imageId ${asked.join(', ')} does not exist within the repository with name '${repositoryName ?? ''}'`,
  });
}
