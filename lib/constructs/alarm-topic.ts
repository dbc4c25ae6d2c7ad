import { ArnFormat, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as sns from 'aws-cdk-lib/aws-sns';
import * as subscriptions from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { Problems } from './problems';

/** Properties for {@link AlarmTopic}. */
export interface AlarmTopicProps {
  /**
   * The address that receives alarms, once it has confirmed it.
   *
   * @default - nobody, until somebody subscribes
   */
  readonly email?: string;

  /**
   * The removal policy of the key.
   *
   * @default - it is retained
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * An encrypted topic to which the alarms of this account and Region publish, and nobody else.
 *
 * @throws when SNS would refuse the address
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
 */
export class AlarmTopic extends Construct {
  /** The topic. */
  public readonly topic: sns.ITopic;

  public constructor(scope: Construct, id: string, props: AlarmTopicProps = {}) {
    super(scope, id);
    const problems = new Problems();
    problems.check(
      'email',
      props.email,
      (address) => /^[^\s@,;]+@[^\s@.,;]+(\.[^\s@.,;]+)+$/.test(address),
      'use one address, such as operations@example.com',
    );
    problems.throwIfAny();
    const removalPolicy = props.removalPolicy ?? RemovalPolicy.RETAIN;
    const alarms = this.onlyAlarms();

    // Alarms may not use the key `alias/aws/sns`, whose policy nobody can change.
    const key = new kms.Key(this, 'Key', {
      description: `Encrypts what alarms publish to ${this.node.path}`,
      enableKeyRotation: true,
      pendingWindow: Duration.days(removalPolicy === RemovalPolicy.DESTROY ? 7 : 30),
      removalPolicy,
    });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [alarms],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
        resources: ['*'],
      }),
    );
    const topic = new sns.Topic(this, 'Resource', { masterKey: key, enforceSSL: true });
    topic.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [alarms],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
      }),
    );
    if (props.email !== undefined) {
      topic.addSubscription(new subscriptions.EmailSubscription(props.email));
    }
    this.topic = topic;
  }

  private onlyAlarms(): iam.IPrincipal {
    const stack = Stack.of(this);
    return new iam.ServicePrincipal('cloudwatch.amazonaws.com', {
      conditions: {
        StringEquals: { 'aws:SourceAccount': stack.account },
        ArnLike: {
          'aws:SourceArn': stack.formatArn({
            service: 'cloudwatch',
            resource: 'alarm',
            resourceName: '*',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        },
      },
    });
  }
}
