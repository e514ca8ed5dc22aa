# Five rules on task definitions, as somebody writes them by hand: what OPA is measured with.
package bench

deny contains sprintf("%s is privileged", [container.name]) if {
	some container in input.containerDefinitions
	container.privileged
}

deny contains sprintf("%s runs as root", [container.name]) if {
	some container in input.containerDefinitions
	object.get(container, "user", "root") in {"", "root", "0"}
}

deny contains sprintf("%s may write to its root file system", [container.name]) if {
	some container in input.containerDefinitions
	not container.readonlyRootFilesystem
}

deny contains sprintf("the image of %s is not pinned", [container.name]) if {
	some container in input.containerDefinitions
	not contains(container.image, "@sha256:")
}

deny contains sprintf("%s has a secret in %s", [container.name, variable.name]) if {
	some container in input.containerDefinitions
	some variable in container.environment
	regex.match(`(?i)(password|secret|token|_key)$`, variable.name)
}
