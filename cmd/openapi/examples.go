package main

// exampleMark carries the example of a parameter through the conversion, which drops it:
// Swagger 2.0 has none outside bodies, swag writes one all the same.
const exampleMark = "x-example"

// keepExamples puts the examples of the parameters under exampleMark, in swag's document.
func keepExamples(swagger map[string]any) {
	paths, _ := swagger["paths"].(map[string]any)
	for _, item := range paths {
		methods, _ := item.(map[string]any)
		for _, op := range methods {
			fields, _ := op.(map[string]any)
			parameters, _ := fields["parameters"].([]any)
			for _, one := range parameters {
				if parameter, _ := one.(map[string]any); parameter["example"] != nil {
					parameter[exampleMark] = parameter["example"]
					delete(parameter, "example")
				}
			}
		}
	}
}

// examples takes them from there, in the converted document.
func examples(op operation) error {
	for _, ref := range op.Parameters {
		if ref.Value == nil {
			continue
		}
		if example, found := ref.Value.Extensions[exampleMark]; found {
			ref.Value.Example = example
			delete(ref.Value.Extensions, exampleMark)
		}
	}
	return nil
}
