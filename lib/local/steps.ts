import type { Cdk, StackOutputs } from './cdk';
import type { Issuer } from './issuer';
import type { Credentials, LocalAws } from './local-aws';

/** What became of one resource type on the local AWS. */
export interface Support {
  /** CloudFormation type, such as `AWS::EC2::NatGateway`. */
  readonly type: string;

  /** `created`, `replaced` by nothing because the emulator lacks it, or created but `ignored`. */
  readonly outcome: 'created' | 'replaced' | 'ignored';

  /** How many there are. */
  readonly count: number;

  /**
   * What a green run therefore does not show.
   *
   * @default - nothing to add
   */
  readonly note?: string;
}

/** One call of the smoke test. */
export interface SmokeResult {
  /** What was called and what must happen, as in "refuses an unsigned request". */
  readonly name: string;

  /** Whether it did. */
  readonly outcome: 'passed' | 'failed' | 'skipped';

  /**
   * Why it failed or was skipped.
   *
   * @default - it passed
   */
  readonly detail?: string;
}

/** The sandbox on the local AWS. */
export interface Deployment {
  /** Where to call. */
  readonly aws: LocalAws;

  /** The stacks' outputs. */
  readonly outputs: StackOutputs;

  /** The CLI that deployed it. */
  readonly cdk: Cdk;

  /** Folder of the adapted assembly. */
  readonly assembly: string;

  /**
   * Whose tokens the REST API takes instead of signatures.
   *
   * @default - it takes signatures
   */
  readonly issuer?: Issuer;

  /**
   * Why no containers run.
   *
   * @default - they run
   */
  readonly withoutContainers?: string;
}

/** How to call what is deployed, from any client and until a moment. */
export interface Access {
  /** Address of the REST API's stage, without a slash at its end. */
  readonly apiUrl: string;

  /** Address of the WebSocket API's stage. */
  readonly webSocketUrl: string;

  /** Address of every other service. */
  readonly endpoint: string;

  /** The Region of all of them. */
  readonly region: string;

  /** PEM file of the certificate that a client must trust. */
  readonly certificateFile: string;

  /** Temporary credentials of the API client's role. */
  readonly credentials: Credentials;

  /**
   * What the REST API takes instead of signatures.
   *
   * @default - it takes signatures
   */
  readonly token?: string;

  /** When credentials and token have expired. */
  readonly expires: Date;
}

/** The containers' side of a run, when a Docker engine answers. */
export interface ContainerHost {
  /** Address of this machine on the Docker bridge. */
  readonly bridgeAddress: string;

  /** Takes charge of the containers that the emulator behind a port will start. */
  readonly own: (port: number) => void;

  /** What the CDK CLI's environment needs so that it builds and pushes images here. */
  readonly connect: (aws: LocalAws) => Promise<Readonly<Record<string, string>>>;

  /** Brings up the tasks of what was deployed, each under its own role. */
  readonly run: (deployment: Deployment) => Promise<void>;
}

/** The parts of a run that know the stacks. */
export interface Steps {
  /** Finds a Docker engine, or says why there is none. */
  readonly findContainerHost: () => Promise<ContainerHost | string>;

  /** Changes a copy of the assembly so that the emulator can deploy it. */
  readonly adapt: (assembly: string, aws: LocalAws) => Promise<readonly Support[]>;

  /** Answers how to call what was deployed, for an hour. */
  readonly access: (deployment: Deployment) => Promise<Access>;

  /** Calls what was deployed. */
  readonly smoke: (deployment: Deployment) => AsyncIterable<SmokeResult>;
}
