// Package api is a small API in swag's annotations, one of each thing the generator mends.
package api

// @title        Sample
// @version      1
// @description  A city and its sites.
// @BasePath     /api/v1
// @license.name Apache-2.0
// @license.url  https://www.apache.org/licenses/LICENSE-2.0
// @tag.name     sites
// @tag.description Where figures belong.
// @securityDefinitions.apikey Key
// @in header
// @name Authorization
// @description Bearer KEY
