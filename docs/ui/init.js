// Starts the packaged Swagger UI on this server's own document. It lies in a file because the
// content security policy allows no inline script.
SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#swagger-ui",
  deepLinking: true,
  validatorUrl: null, // the document is not sent to anybody's validator
  queryConfigEnabled: false, // a link cannot load another document under our name
});
