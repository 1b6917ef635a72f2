"use strict";
const pulumi = require("@pulumi/pulumi");

/** @param {string} type */
const resource = (type) =>
  class extends pulumi.CustomResource {
    /**
     * @param {string} name
     * @param {pulumi.Inputs} args
     * @param {pulumi.CustomResourceOptions} [opts]
     */
    constructor(name, args, opts) {
      super(`tencentcloud:index/${type[0]?.toLowerCase()}${type.slice(1)}:${type}`, name, args, opts);
    }
  };

module.exports = Object.fromEntries(
  ["Vpc", "Subnet", "SecurityGroup", "Instance", "Eni", "EniAttachment"].map((type) => [type, resource(type)]),
);
