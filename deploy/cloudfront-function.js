// CloudFront function (viewer request) for a bucket that is no website itself (origin access control): a bucket knows
// keys, not folders. With the S3 website endpoint as the origin it is not needed.
function handler(event) {
  var request = event.request;
  if (request.uri.endsWith("/")) request.uri += "index.html";
  return request;
}
