// Shows the contract; nothing is called, stored or checked elsewhere.
globalThis.SwaggerUIBundle({
  url: 'openapi.yaml', dom_id: '#reference', supportedSubmitMethods: [], validatorUrl: null,
  persistAuthorization: false, defaultModelsExpandDepth: 0, deepLinking: false,
});
