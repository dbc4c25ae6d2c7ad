import type { Model, Resource } from '../template/model';

/** Something in a template that a rule forbids. */
export interface Finding {
  /** The resource. */
  readonly resource: Resource;

  /** Where in its properties, for example `PolicyDocument.Statement.0.Resource`. */
  readonly path: string;

  /** What is there. */
  readonly value: string;
}

/** One rule over the final templates of an environment: after every aspect and every override. */
export interface Rule {
  /** Its name, by which a finding is accepted and a mutant is caught. */
  readonly id: string;

  /** What it demands. */
  readonly demands: string;

  /** What to do about a finding. */
  readonly remedy: string;

  /** Everything that breaks it. */
  findings(model: Model): readonly Finding[];
}
