/**
 * The label of every image that a run builds, with the name of the run. Containers have it from their
 * image.
 */
export const RUN_LABEL = 'plinth.run';

/** What the wrapper needs to know: how names of ECR and of this run's registry meet. */
export interface WrapperSettings {
  /** Host and port of the emulated ECR, for example `127.0.0.1:4566`. */
  readonly registry: string;

  /** The image that replaces the `BASE_IMAGE` of the Dockerfile. */
  readonly baseImage: string;

  /** The name of the run, by which its images are known when it is gone. */
  readonly run: string;

  /** Folder that keeps the password of that registry, which is of no use after the run. */
  readonly passwords: string;
}

const ecrHost = /^\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?=\/|$)/;
const assetName = /^cdkasset-[0-9a-f]+$/;

/** The name of an ECR image in this run's registry; ECR's own host name leads to AWS. */
export function localImage(image: string, registry: string): string {
  return image.replace(ecrHost, registry);
}

/** The CLI names a built asset alike in every run: two runs would remove each other's images. */
function localName(argument: string, registry: string): string {
  return assetName.test(argument) ? `${registry}/${argument}` : localImage(argument, registry);
}

function withoutPlatform(args: readonly string[]): string[] {
  return args.filter((arg, i) => arg !== '--platform' && args[i - 1] !== '--platform');
}

/** The arguments for Docker that do on this machine what the CDK CLI's arguments do in an account. */
export function mapArguments(
  args: readonly string[],
  { registry, baseImage, passwords, run }: WrapperSettings,
): string[] {
  const command = args[0] === '--config' ? 2 : 0;
  const before = args.slice(0, command);
  const rest = args.slice(command + 1).map((argument) => localName(argument, registry));
  switch (args[command]) {
    case 'login':
    case 'push':
      return ['--config', passwords, ...args.slice(command, command + 1), ...rest];
    // Containers run on the engine's own architecture: there is no emulation of another one.
    case 'build':
      return [
        ...before,
        'build',
        '--label',
        `${RUN_LABEL}=${run}`,
        '--build-arg',
        `BASE_IMAGE=${baseImage}`,
        ...withoutPlatform(rest),
      ];
    default:
      return [...before, ...args.slice(command, command + 1), ...rest];
  }
}
