/**
 * The program: reads the configuration, deploys the verticles, answers the command line. It alone knows every
 * feature; no feature imports it.
 */
@NullMarked
package dev.pkce.gateway;

import org.jspecify.annotations.NullMarked;
